/** A stop of the tour. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** What is lit: the element with this `data-tour`. Where it is not on the screen the card stands alone. */
  readonly target: string;
}

/** Five stops, in the order in which a first prediction goes. */
export const TOUR_STEPS: readonly TourStep[] = Object.freeze([
  {
    title: "Type a case, or take one",
    text: "The form comes from the model’s contract: units, ranges and categories. What you type stays in this tab.",
    target: "form",
  },
  {
    title: "One button encrypts",
    text: "A fresh key is made in this tab, your values become ciphertext, and only the ciphertext is sent. The key is wiped after the answer.",
    target: "submit",
  },
  {
    title: "Watch every step",
    text: "Prepare, encrypt, send, compute, decrypt: each with the milliseconds and bytes that it took, measured as it happened.",
    target: "steps",
  },
  {
    title: "Look closer",
    text: "Analytics measures how good the model is, encrypted and in the clear. Technical shows the bytes, the keys and the plan. Models has the code to ask it yourself.",
    target: "pages",
  },
  {
    title: "Know what you trust",
    text: "This line says who ships the code of this page, and so what you are protected from.",
    target: "mode",
  },
]);

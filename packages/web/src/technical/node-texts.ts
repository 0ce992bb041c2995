type NodeTexts = readonly [title: string, does: string];

const TEXTS: Readonly<Record<string, NodeTexts>> = Object.freeze({
  input: ["input", "the encrypted values of the request"],
  constant: ["weights", "numbers of the model, encoded by the server and never sent"],
  multiplyPlain: ["multiply", "ciphertext times encoded weights"],
  innerProduct: ["inner product", "rotated ciphertexts times diagonals of weights, added up"],
  addPlain: ["add", "an encoded constant is added"],
  linearCombination: ["combine", "ciphertexts times single numbers, added up"],
  addConstant: ["add", "a single number is added"],
  square: ["square", "ciphertext times itself: the activation of a net of squares, or a step of a polynomial"],
  rotate: ["rotate", "slots move, with a rotation key"],
  rotateSum: ["rotate, add", "slots move and are added, with rotation keys"],
  relinearizeRescale: ["relinearize", "three parts become two again, with a key, and a prime is dropped"],
  signedSum: ["add", "ciphertexts are added and subtracted"],
  sumOfProducts: ["products", "ciphertexts times ciphertexts, added up: three parts each until they are relinearized"],
  dropLevel: ["drop a prime", "a prime less, at the same scale: so that two values may be added"],
  rescale: ["rescale", "divides by the last prime, which is dropped: the scale falls with it"],
  protect: ["protect", "re-randomised under the client's key, flooded with noise, cut to what is released"],
  output: ["answer", "what leaves the server"],
});

/** What a step of a program does, in a word and in a sentence. A kind that this page does not know yet says its name. */
export const nodeTexts = (kind: string): NodeTexts => TEXTS[kind] ?? [kind, "a step of the server's program"];

import { useCallback, useState } from "react";
import { hasSeenTour, rememberTour } from "./tour-memory.ts";

/** Whether the tour is to be shown: on the first visit, once the form that it starts with is there, and whenever it is asked for. */
export function useTour(isReady: boolean): {
  readonly isOpen: boolean;
  readonly open: () => void;
  readonly end: () => void;
} {
  const [isFirst, setFirst] = useState(() => !hasSeenTour());
  const [isAsked, setAsked] = useState(false);
  const open = useCallback(() => setAsked(true), []);
  const end = useCallback(() => {
    rememberTour();
    setFirst(false);
    setAsked(false);
  }, []);
  return { isOpen: isReady && (isFirst || isAsked), open, end };
}

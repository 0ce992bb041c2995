import type { ReactElement } from "react";

/** The sign of Velum. */
export function Mark(): ReactElement {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="#0f766e" />
      <path
        d="M8 9l8 14 8-14"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M12.5 9.5h7" stroke="#99f6e4" strokeWidth="3.2" strokeLinecap="round" />
    </svg>
  );
}

import { type PlanSummary, securityMargin } from "@velum/protocol";
import type { ReactElement } from "react";
import { Card } from "../layout/card.tsx";
import { countText } from "../text/quantities.ts";
import { Facts } from "./facts.tsx";
import classes from "./technical.module.css";

/** Parameters of the encryption, and how far they are from the limit that this tab has compiled in. */
export function ParametersCard({ plan }: { readonly plan: PlanSummary }): ReactElement {
  const { parameters } = plan;
  const { totalBits, limitBits, spareBits } = securityMargin(parameters);
  const bits = (primes: readonly number[]): string => primes.map((q) => Math.log2(q).toFixed(1)).join(" + ");
  return (
    <Card
      title="Parameters and margin"
      hint="The larger the modulus at a ring degree, the easier the attack. This tab refuses a contract above its own table."
    >
      <div className={classes["meterHead"]}>
        <span>
          <b>{totalBits.toFixed(2)}</b> of at most <b>{limitBits}</b> bits of modulus
        </span>
        <span>{spareBits.toFixed(2)} to spare</span>
      </div>
      <div
        className={classes["meter"]}
        role="img"
        aria-label={`${totalBits.toFixed(2)} bits of modulus, at most ${limitBits} are allowed`}
      >
        <span className={classes["meterBar"]} style={{ width: `${Math.min(100, (100 * totalBits) / limitBits)}%` }} />
      </div>
      <p className={classes["text"]}>
        The limit is that of the 2024 security guideline for the 128-bit classical level, with uniform ternary secrets,
        at this ring degree. No claim is made against quantum computers.
      </p>
      <Facts
        facts={[
          ["ring degree N", countText(parameters.ringDegree)],
          ["primes, bits", bits(parameters.primes)],
          ...(parameters.specialPrimes.length > 0
            ? [["special primes, bits", bits(parameters.specialPrimes)] as const]
            : []),
          ["secret", "uniform on -1, 0, 1"],
          ["error", "centred binomial, 21 against 21 bits"],
          ["digest", <code key="digest">{parameters.digest}</code>],
        ]}
      />
    </Card>
  );
}

interface Refusal {
  readonly reason: string;
  readonly advice: string;
}

/**
 * Why an operator has no encrypted form, and what to do instead.
 *
 * @param operator - with its domain where that is not the standard one, as `ai.onnx.ml.TreeEnsembleClassifier`
 */
export function refusalOf(operator: string): Refusal {
  const { reason, advice } = REFUSALS.find(({ operators }) => operators.includes(operator)) ?? UNKNOWN;
  return { reason, advice };
}

/** Whether an operator stands for a kind of model that has no encrypted form, not for a step in between. */
export function isKnownRefusal(operator: string): boolean {
  return REFUSALS.some(({ operators }) => operators.includes(operator));
}

const UNKNOWN: Refusal = {
  reason: "has no encrypted form here",
  advice: "Replace it with matrix products, additions and activations, or do this step before encryption",
};

const REFUSALS: readonly (Refusal & { readonly operators: readonly string[] })[] = [
  {
    operators: ["If", "Loop", "Scan", "SequenceMap"],
    reason: "control flow would depend on data that the server must not see",
    advice: "Write the model without branches and loops on its input, for example by computing both branches",
  },
  {
    operators: ["LSTM", "GRU", "RNN"],
    reason: "recurrent networks are deeper than an encrypted program can be",
    advice: "Use a feed-forward network on features of the sequence",
  },
  {
    operators: ["ai.onnx.ml.TreeEnsembleClassifier", "ai.onnx.ml.TreeEnsembleRegressor", "ai.onnx.ml.TreeEnsemble"],
    reason: "trees compare encrypted values, which CKKS cannot do exactly",
    advice: "Train a logistic regression or a small neural network on the same data",
  },
  {
    operators: ["Conv", "ConvTranspose", "AveragePool", "GlobalAveragePool", "MaxPool", "GlobalMaxPool", "Pad"],
    reason: "convolutions are not supported yet",
    advice: "Use fully connected layers",
  },
  {
    operators: [
      "LayerNormalization",
      "InstanceNormalization",
      "GroupNormalization",
      "RMSNormalization",
      "LpNormalization",
    ],
    reason: "normalises by statistics of encrypted values, which needs a division",
    advice: "Use batch normalisation, which becomes part of the layer before it",
  },
  {
    operators: ["Attention", "MultiHeadAttention", "Einsum", "RotaryEmbedding"],
    reason: "attention is deeper than an encrypted program can be",
    advice: "Compute the embedding before encryption and encrypt that",
  },
  {
    operators: ["ai.onnx.ml.DictVectorizer", "ai.onnx.ml.CastMap"],
    reason: "reads maps",
    advice: "Export the model with one input per column, or with one tensor",
  },
];

/** The step rule and its memory. */
export interface Adam {
  /** Moves `parameters` by one step along `gradient`. */
  step(parameters: Float64Array, gradient: Float64Array): void;
}

/** How far a step goes. */
export interface AdamSettings {
  readonly learningRate: number;
  /** Part of a weight, times the learning rate, that each step takes away. */
  readonly weightDecay: number;
}

const [MEAN_DECAY, SQUARE_DECAY, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Adam (D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1) with decoupled weight
 * decay (I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, algorithm 2).
 *
 * @param decays - 1 for each parameter that decays, 0 for biases
 * @example
 * createAdam(Uint8Array.of(1, 0), { learningRate: 0.01, weightDecay: 0.1 }).step(parameters, gradient);
 */
export function createAdam(decays: Uint8Array, { learningRate, weightDecay }: AdamSettings): Adam {
  const means = new Float64Array(decays.length);
  const squares = new Float64Array(decays.length);
  let steps = 0;
  return {
    step: (parameters, gradient) => {
      steps++;
      const meanScale = 1 / (1 - MEAN_DECAY ** steps);
      const squareScale = 1 / (1 - SQUARE_DECAY ** steps);
      for (let i = 0; i < parameters.length; i++) {
        const slope = gradient[i]!;
        means[i] = MEAN_DECAY * means[i]! + (1 - MEAN_DECAY) * slope;
        squares[i] = SQUARE_DECAY * squares[i]! + (1 - SQUARE_DECAY) * slope * slope;
        const direction = (means[i]! * meanScale) / (Math.sqrt(squares[i]! * squareScale) + EPSILON);
        parameters[i]! -= learningRate * (direction + weightDecay * decays[i]! * parameters[i]!);
      }
    },
  };
}

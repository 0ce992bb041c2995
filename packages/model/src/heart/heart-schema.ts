import { checkSchema, type TableSchema } from "@velum/tabular";

/** The column of the heart data that says whether a vessel was narrowed by more than half: 0 no, 1 yes. */
export const heartTarget = "target";

const yesNo = [
  { code: 0, label: "No" },
  { code: 1, label: "Yes" },
];

/**
 * The 13 clinical features of the Cleveland heart data (UCI, DOI 10.24432/C52P4X; `data/README.md`).
 *
 * Ranges are what a clinic would take for a plausible adult, in round numbers, not the smallest and largest value of
 * the data, which are single patients' (finding A10). They are also what the compiler's proofs start from: a wider
 * range costs precision.
 */
export const heartSchema: TableSchema = checkSchema({
  features: [
    numeric("age", "Age", "years", 18, 100),
    categorical("sex", "Sex", [
      { code: 0, label: "Female" },
      { code: 1, label: "Male" },
    ]),
    categorical("cp", "Chest pain", [
      { code: 1, label: "Typical angina" },
      { code: 2, label: "Atypical angina" },
      { code: 3, label: "Non-anginal pain" },
      { code: 4, label: "Asymptomatic" },
    ]),
    numeric("trestbps", "Systolic blood pressure at rest", "mm Hg", 80, 220, "On admission to hospital."),
    numeric("chol", "Serum cholesterol", "mg/dl", 100, 600),
    categorical("fbs", "Fasting blood sugar above 120 mg/dl", yesNo),
    categorical("restecg", "Electrocardiogram at rest", [
      { code: 0, label: "Normal" },
      { code: 1, label: "ST-T wave abnormality" },
      { code: 2, label: "Left ventricular hypertrophy" },
    ]),
    numeric("thalach", "Highest heart rate reached", "beats/min", 60, 220, "Under exercise."),
    categorical("exang", "Angina brought on by exercise", yesNo),
    numeric("oldpeak", "ST depression by exercise", "mm", 0, 7, "Relative to rest. UCI states no unit."),
    categorical("slope", "Slope of the ST segment at peak exercise", [
      { code: 1, label: "Up" },
      { code: 2, label: "Flat" },
      { code: 3, label: "Down" },
    ]),
    { ...numeric("ca", "Major vessels coloured by fluoroscopy", "vessels", 0, 3), optional: true },
    {
      ...categorical("thal", "Thallium stress test", [
        { code: 3, label: "Normal" },
        { code: 6, label: "Fixed defect" },
        { code: 7, label: "Reversible defect" },
      ]),
      optional: true,
    },
  ],
});

function numeric(name: string, label: string, unit: string, minimum: number, maximum: number, description?: string) {
  const text = description === undefined ? {} : { description };
  return { kind: "numeric", name, label, unit, ...text, optional: false, minimum, maximum };
}

function categorical(name: string, label: string, categories: readonly { code: number; label: string }[]) {
  return { kind: "categorical", name, label, optional: false, categories };
}

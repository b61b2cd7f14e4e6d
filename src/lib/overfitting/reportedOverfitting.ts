/** A published model with hardly any positives, as its report gives it. */
export interface ReportedOverfitting {
  readonly positives: number;
  readonly rows: number;
  /** What a positive weighed. */
  readonly weight: number;
  /** Average precision on training and on the test. */
  readonly trainAp: number;
  readonly testAp: number;
  /** With the interval that its number of positives leaves. */
  readonly testAuc: {readonly value: number; readonly low: number; readonly high: number; readonly n: number};
}

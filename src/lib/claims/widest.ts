/** The widths beyond which a published number's own interval says nothing. */
export const WIDEST = {
  /**
   * For a share or an area: 0.25 is half the way from chance to perfection on the scale of an area under the ROC curve, so that a
   * useless and a useful model both fit inside.
   */
  widestShare: 0.25,
  /** For rare shares, where an absolute width is always small: ends that far apart do not fix the order of magnitude. */
  widestRatio: 10
} as const;

/** The generated shops whose targets were counted, as pages call them. */
export const SHOP_TITLES: Readonly<Record<string, string>> = {
  paper: "the generated shop",
  medium: "the shop ten times as large",
  retailrocket: "the generated twin of RetailRocket"
};

/** Words of the generated catalogue. Department i has the categories and tags of row i. */
export const DEPARTMENTS = ["Electronics", "Fashion", "Home", "Sports", "Books", "Beauty", "Toys", "Garden"] as const;

export const CATEGORIES: readonly (readonly string[])[] = [
  ["Phones", "Laptops", "Audio", "Cameras"],
  ["Shoes", "Coats", "Shirts", "Bags"],
  ["Kitchen", "Lighting", "Bedding", "Storage"],
  ["Running", "Cycling", "Camping", "Fitness"],
  ["Novels", "Cookery", "Travel", "Science"],
  ["Skin care", "Hair care", "Perfume", "Make-up"],
  ["Puzzles", "Models", "Dolls", "Board games"],
  ["Tools", "Seeds", "Furniture", "Grills"]
];

export const TAGS: readonly (readonly string[])[] = [
  ["wireless", "compact", "long battery", "high resolution", "refurbished", "gaming"],
  ["cotton", "slim", "waterproof", "leather", "recycled", "summer"],
  ["oak", "stackable", "dimmable", "washable", "steel", "minimal"],
  ["lightweight", "waterproof", "reflective", "folding", "breathable", "beginner"],
  ["paperback", "illustrated", "classic", "award", "signed", "large print"],
  ["vegan", "unscented", "travel size", "organic", "gift set", "sensitive"],
  ["wooden", "ages 3+", "ages 8+", "cooperative", "collector", "educational"],
  ["cordless", "hardy", "foldable", "galvanised", "organic", "compact"]
];

/** Lowest and highest base price of a department, in whole currency units. */
export const PRICE_RANGES: readonly (readonly [number, number])[] = [
  [15, 900],
  [10, 220],
  [5, 300],
  [8, 400],
  [4, 40],
  [4, 90],
  [5, 120],
  [6, 450]
];

import {abandonmentPage} from "../../loaders/pages/abandonment.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

// every place is kept: numbers that are cut here and rounded on the page would be rounded twice
export default await dataLoader(import.meta.url, () => JSON.stringify(abandonmentPage()));

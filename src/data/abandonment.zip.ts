import {abandonmentArchive} from "../../loaders/pages/abandonment.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, abandonmentArchive);

import {abandonmentArchive} from "../../loaders/pages/abandonment.js";
import {dataLoader} from "../../loaders/tools/dataLoader.js";

export default await dataLoader(import.meta.url, abandonmentArchive);

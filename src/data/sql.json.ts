import {dataLoader} from "../../loaders/build/dataLoader.js";
import {sqlPage} from "../../loaders/pages/sql.js";

export default await dataLoader(import.meta.url, async () => JSON.stringify(await sqlPage()));

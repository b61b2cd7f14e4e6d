import {sessionsPage} from "../../loaders/pages/sessions.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, async () => JSON.stringify(await sessionsPage()));

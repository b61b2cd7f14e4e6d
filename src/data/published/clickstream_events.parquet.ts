import {handOnOutput} from "../../../loaders/pages/published.js";
import {dataLoader} from "../../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => handOnOutput("clickstream_events"));

import {handOnOutput} from "../../../loaders/pages/published.js";

await handOnOutput("clean_events");

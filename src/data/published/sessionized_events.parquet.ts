import {handOnOutput} from "../../../loaders/pages/published.js";

await handOnOutput("sessionized_events");

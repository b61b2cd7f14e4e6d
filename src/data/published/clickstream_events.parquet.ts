import {handOnOutput} from "../../../loaders/pages/published.js";

await handOnOutput("clickstream_events");

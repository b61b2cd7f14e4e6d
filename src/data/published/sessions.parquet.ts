import {handOnOutput} from "../../../loaders/published.js";

await handOnOutput("sessions");

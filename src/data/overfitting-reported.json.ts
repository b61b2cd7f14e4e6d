import {reportedOverfitting} from "../../loaders/pages/overfitting.js";

process.stdout.write(JSON.stringify(reportedOverfitting()));

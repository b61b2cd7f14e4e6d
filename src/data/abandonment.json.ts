import {abandonmentPage} from "../../loaders/pages/abandonment.js";

// every place is kept: numbers that are cut here and rounded on the page would be rounded twice
process.stdout.write(JSON.stringify(abandonmentPage()));

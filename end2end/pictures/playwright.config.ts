// Takes pictures of every screen into pictures/taken, to be looked at: `npx playwright test --config pictures`. The two of
// the README are copied from there by hand.

import tests from "../playwright.config.ts";

export default { ...tests, testDir: ".", outputDir: "../test-results/pictures" };

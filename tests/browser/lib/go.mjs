// A click or a key that leads to another page, and waiting until that page stands: a machine that stalls for a second must not
// show a journey the page it has just left. The address may stay the same, as it does for a form that was refused.
export async function go(page, what, act = (at) => at.click()) {
  const at = typeof what === 'string' ? page.locator(what).first() : what;
  await Promise.all([page.waitForEvent('framenavigated', { predicate: (f) => f === page.mainFrame() }), act(at)]);
  await page.waitForLoadState('load');
}

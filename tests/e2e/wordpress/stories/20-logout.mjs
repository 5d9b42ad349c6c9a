export const title = 'A logout by any path ends the login at all sites, within the request that caused it';
export const variants = ['the link, at the hub', 'the link, at a member', 'the link, at a site in a folder', 'wp_logout() by another plugin',
  'log out everywhere else', 'password reset', 'deletion', 'loss of a role'];

// No page is viewed and cron does not run in the meantime: the request itself must notify the other sites.
export default async ({ alpha, bravo, charlie, shop, id, newVisitor, expect, variant }) => {
  const sites = [alpha, bravo, charlie, shop];
  const person = await alpha.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  for (const site of [bravo, charlie, shop]) expect.equal(await visitor.who(site), id, `who is signed in at ${site.name}`);
  const account = await bravo.account(person.email);

  let began;
  const from = { 'the link, at the hub': alpha, 'the link, at a member': bravo, 'the link, at a site in a folder': shop }[variant];
  const left = Object.fromEntries(sites.map((site) => [site.name, 0]));
  if (from) {
    await visitor.opens(from.at());
    began = Date.now();
    await visitor.clicks('#who ~ a[href*="action=logout"]', /loggedout=true/);
  } else if (variant === 'wp_logout() by another plugin') {
    began = Date.now();
    await visitor.opens(bravo.at('?counter=leave'));
  } else if (variant === 'log out everywhere else') {
    const other = await newVisitor();
    await other.signsInDirectly(alpha, person);
    await other.opens(alpha.at('wp-admin/profile.php'));
    began = Date.now();
    await other.page.click('#destroy-sessions');
    await other.page.waitForSelector('.notice-success');
    expect.equal(await other.who(alpha), id, 'who is signed in at the browser that did it');
    left.alpha = 1;
  } else {
    began = Date.now();
    await bravo.php({
      'password reset': 'reset_password(get_user_by("id", $with["id"]), "another password"); return true;',
      deletion: 'return wp_delete_user($with["id"]);',
      'loss of a role': 'get_user_by("id", $with["id"])->set_role(""); return true;',
    }[variant], { id: account.id });
  }
  await expect.eventually(async () => Object.fromEntries(await Promise.all(sites.map(async (site) => [site.name, (await site.account(person.email))?.sessions ?? 0]))),
    left, 'logins left');
  const seconds = (Date.now() - began) / 1000;
  for (const site of sites) expect.equal(await visitor.who(site), 'nobody', `who is signed in at ${site.name}`);
  return `signed out everywhere after ${seconds.toFixed(1)} s`;
};

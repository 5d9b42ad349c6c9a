export const title = 'Signing out is signing out everywhere, by whatever path';
export const variants = ['the link, at the hub', 'the link, at a member', 'wp_logout() by another plugin', 'log out everywhere else', 'password reset',
  'deletion', 'loss of a role'];

export default async ({ alpha, bravo, charlie, id, arrives, expect, variant }) => {
  const person = await alpha.person(id);
  const visitor = await arrives();
  await visitor.isIn(alpha, person);
  for (const site of [bravo, charlie]) expect.equal(await visitor.who(site), id, `who is signed in at ${site.name}`);
  const account = await bravo.account(person.email);

  if (variant === 'the link, at the hub') {
    await visitor.signsOut(alpha);
  } else if (variant === 'the link, at a member') {
    await visitor.signsOut(bravo);
  } else if (variant === 'wp_logout() by another plugin') {
    await visitor.opens(bravo.at('?counter=leave'));
  } else if (variant === 'log out everywhere else') {
    const other = await arrives();
    await other.isIn(alpha, person);
    await other.opens(alpha.at('wp-admin/profile.php'));
    await other.page.click('#destroy-sessions');
    await other.page.waitForSelector('.notice-success');
    expect.equal(await other.who(alpha), id, 'who is signed in where it was said');
  } else if (variant === 'password reset') {
    await bravo.php('reset_password(get_user_by("id", $with["id"]), "another password"); return true;', { id: account.id });
  } else if (variant === 'deletion') {
    await bravo.php('return wp_delete_user($with["id"]);', { id: account.id });
  } else {
    await bravo.php('get_user_by("id", $with["id"])->set_role(""); return true;', { id: account.id });
  }
  for (const site of [alpha, bravo, charlie]) await visitor.becomes(site, 'nobody');
};

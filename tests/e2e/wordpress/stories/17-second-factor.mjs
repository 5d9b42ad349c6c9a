export const title = 'A site that requires a second factor never signs a user in without it, and does not end the login at other sites';
export const variants = ['required after the sign-in', 'known before'];

export default async ({ alpha, charlie, id, newVisitor, expect, variant }) => {
  const person = await alpha.person(id);
  const there = await charlie.person(id, { email: person.email });
  const known = variant === 'known before';
  await charlie.php(`update_user_meta($with['id'], $with['key'], 1); return true;`, { ...there, key: known ? 'bed_has_second_factor' : 'bed_second_factor' });
  const visitor = await newVisitor();
  await visitor.signsInDirectly(alpha, person);
  if (known) {
    expect.equal(await visitor.who(charlie), 'nobody', 'who is signed in there');
  } else {
    await visitor.page.goto(charlie.at()).catch(() => {});  // redirects to the hub and back
    await visitor.page.waitForSelector('text=second factor');
  }
  expect.equal(await visitor.who(alpha), id, 'who is signed in at the hub');
  if (known) {
    await visitor.opens(charlie.at('wp-login.php'));
    expect.match(await visitor.page.textContent('#login'), /requires a second factor/, 'message of the login form');
  }
  expect.equal(await visitor.who(charlie), 'nobody', 'who is signed in there, without the code');
  expect.equal(await visitor.who(alpha), id, 'who is still signed in at the hub');
};

export const title = 'While its hub is down, a site signs users in locally, and pushes the login later';
export const variants = ['down', 'hanging'];
export const alone = 'twins';

export default async ({ delta, echo, id, newVisitor, expect, variant }) => {
  const gone = (is) => (variant === 'down' ? delta.down(is) : delta.hanging(is));
  const person = await echo.person(id);
  const visitor = await newVisitor();
  gone(true);
  try {
    await echo.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;');
    expect.equal(await visitor.who(echo), 'nobody', 'who is signed in before');
    await visitor.signsIn(echo, person);
    expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
    expect.equal(visitor.requests.filter(({ url }) => url.includes('delta.test')), [], 'requests to the hub that is down');
  } finally {
    gone(false);
  }
  await echo.php('UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;');
  expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
  expect.equal(await visitor.who(delta), id, 'who is signed in at the hub, which is back');
};

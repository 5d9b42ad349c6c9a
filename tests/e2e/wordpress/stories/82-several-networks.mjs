// delta is the hub of a network with echo. In this story it is also a member of a network whose hub is romeo.
import { paired } from '../browser/network.mjs';

export const title = 'A site in two networks does not pass logins from one to the other; its own logins are shared in both';
export const alone = 'twins';

export default async ({ delta, echo, romeo, id, newVisitor, cookies, expect }) => {
  const network = `second-${cookies}`;
  await paired(network, romeo, delta, async () => {
    const guest = await romeo.person(`${id}g`);
    const visitor = await newVisitor();
    await visitor.signsInDirectly(romeo, guest);
    expect.equal(await visitor.who(delta), guest.login, 'who is signed in through the other network');
    expect.equal(await visitor.who(echo), 'nobody', 'who is signed in in the network twins');
    await visitor.opens(echo.at('wp-login.php'));
    await visitor.clicks('.usersync-continue a', /usersync_answer=other_network/);
    expect.match(await visitor.page.innerText('.login'), /comes from a network that this site does not belong to/, 'message of the login form');
    const far = await newVisitor(); // with a separate login at echo, unknown to the other network
    const echoes = await echo.person(`${id}e`, { email: guest.email });
    await far.signsInDirectly(echo, echoes);
    await visitor.signsOut(romeo);
    await visitor.eventuallyIs(delta, 'nobody');
    expect.equal(await far.who(echo), echoes.login, 'a login of the network of twins after a logout in the other');
    await far.signsOut(echo);

    const owner = await delta.person(`${id}o`);
    const desk = await newVisitor();
    await desk.signsInDirectly(delta, owner);
    expect.equal(await desk.who(delta), owner.login, 'who signed in at the site of both networks');
    for (const site of [romeo, echo]) expect.equal(await desk.who(site), owner.login, `who is signed in at ${site.name}`);
    await desk.signsOut(delta);
    for (const site of [delta, romeo, echo]) await desk.eventuallyIs(site, 'nobody');

    // Both networks were visited before the login: both are signed in after it.
    const again = await newVisitor();
    for (const site of [romeo, echo]) expect.equal(await again.who(site), 'nobody', `nobody yet at ${site.name}`);
    await again.signsInDirectly(delta, owner);
    await again.opens(delta.at());
    for (const site of [romeo, echo]) expect.equal(await again.who(site), owner.login, `who is signed in at ${site.name}, looked at before`);
  });
};

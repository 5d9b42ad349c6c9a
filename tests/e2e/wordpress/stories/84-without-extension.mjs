import { execFileSync } from 'node:child_process';
import path from 'node:path';

export const title = 'Without the extension, the plugin shows a notice to administrators and is inactive; with it, everything works';
export const alone = 'zulu';

export default async ({ zulu, bed, id, newVisitor, cookies, expect }) => {
  const file = execFileSync('bin/plugin-zip', [path.join(bed, `plugin-${cookies}-bare.zip`)], { encoding: 'utf8' }).trim();
  const page = async (url = zulu.at('?bed=queries')) => {
    const answer = await fetch(url, { redirect: 'manual', headers: { 'User-Agent': 'Mozilla/5.0 story' } });
    return [answer.status, ...[answer.headers.get('set-cookie')].filter(Boolean), `cache-control: ${answer.headers.get('cache-control')}`, ...(await answer.text()).split('\n')];
  };
  const stable = async () => { // The first views of a new site fill core's caches.
    let last;
    await expect.eventually(async () => JSON.stringify(await page()) === JSON.stringify(last = await page()), true, 'two views of the front page are the same');
    return last;
  };
  // All data with the plugin's name, except the list of active plugins.
  const kept = () => zulu.php(`global $wpdb;
    return array_merge($wpdb->get_col("SELECT option_name FROM wp_options WHERE option_name LIKE '%usersync%'"), $wpdb->get_col("SELECT meta_key FROM wp_usermeta WHERE meta_key LIKE '%usersync%'"),
      $wpdb->get_col("SHOW TABLES LIKE '%usersync%'"), array_filter(array_keys(array_merge(...array_values(array_filter(_get_cron_array(), 'is_array')))), static fn ($hook) => str_contains($hook, 'usersync')));`);
  zulu.bare();
  try {
    expect.equal(await zulu.php('return extension_loaded("usersync");'), false, 'whether PHP has the extension');
    const admin = await newVisitor();
    await admin.signsInDirectly(zulu, await zulu.person(`${id}-boss`, { role: 'administrator', verified: false }));
    await admin.installs(zulu, file);
    await admin.opens(zulu.at('wp-admin/index.php'));
    expect.match(await admin.page.innerText('.notice-error'), /its PHP extension is not loaded/, 'notice for an administrator');
    expect.equal(await admin.page.locator('#adminmenu a[href*="usersync"]').count(), 0, 'screens in the menu');

    // No effect on visitors or the database.
    const active = await stable();
    expect.equal((await page(zulu.at('?rest_route=/usersync/v1/logout')))[0], 404, 'status of the logout route');
    expect.equal((await page(zulu.at('wp-login.php?action=usersync&usersync=start&to=/')))[0], 200, 'status of the login step: core does not know the action and shows its form');
    const person = await zulu.person(id, { verified: false });
    const visitor = await newVisitor();
    await visitor.signsIn(zulu, person);
    expect.equal(await visitor.who(zulu), id, 'who signs in');
    expect.lacks(await visitor.page.innerText('body'), 'UserSync', 'text shown to the user');
    const names = (await visitor.cookies(zulu)).map(({ name }) => name).filter((name) => !/^(wordpress_|wp-settings-|wp_lang)/.test(name));
    expect.equal(names, [], 'cookies that are not core\'s');
    await visitor.signsOut(zulu);
    expect.equal(await visitor.who(zulu), 'nobody', 'who is signed in after the logout');
    expect.equal(await kept(), [], 'data in the database');

    await admin.opens(zulu.at('wp-admin/plugins.php'));
    await admin.clicks('#deactivate-usersync', /plugins\.php\?deactivate=true/);
    const inactive = await stable();
    expect.equal(active.filter((line, n) => line !== inactive[n]), inactive.filter((line, n) => line !== active[n]), 'lines of the front page that differ with the plugin, and its number of queries');
    await admin.clicks('#activate-usersync', /plugins\.php\?activate=true/);
    expect.match(await admin.page.innerText('#wpbody-content'), /its PHP extension is not loaded/, 'notice after the activation');

    zulu.bare(false);
    await admin.opens(zulu.at('wp-admin/plugins.php'));
    expect.lacks(await admin.page.innerText('#wpbody-content'), 'its PHP extension is not loaded', 'notice with the extension');
    expect.equal(await zulu.php('return wp_load_alloptions()["usersync_settings"] ?? null;'), 'a:0:{}', 'the autoloaded settings');
    await admin.opens(zulu.at('wp-admin/admin.php?page=usersync'));
    await admin.page.fill('#usersync-name', 'later');
    await admin.clicks('form:has(#usersync-name) [type=submit]', /page=usersync/);
    expect.equal(await zulu.php('return [ini_get("session.save_handler"), array_keys(UserSync\\Plugin\\Network\\NetworkStore::all())];'), ['usersync', ['later']], 'the handler in use, and the new network');
    await visitor.signsIn(zulu, person);
    expect.equal(await zulu.php('return count(usersync_session_list((string) $with["id"]));', person), 1, 'logins of the user in the index');

    // Without the extension again: data is kept.
    zulu.bare();
    expect.equal((await page())[0], 200, 'the front page without the extension');
    await admin.opens(zulu.at('wp-admin/plugins.php'));
    await admin.clicks('#deactivate-usersync', /plugins\.php\?deactivate=true/);
    await admin.deletes(zulu);
    const left = await kept();
    expect.isTrue(left.includes('usersync_networks'), `data that is kept: ${left}`);
    expect.equal(left.filter((name) => /^usersync_(health|deliver|collect)$/.test(name)), [], 'scheduled events');
  } finally {
    zulu.bare(false);
    await zulu.php(`define('USERSYNC_REMOVE_DATA', true);
      deactivate_plugins('usersync/usersync.php');
      if (file_exists(WP_PLUGIN_DIR . '/usersync')) return delete_plugins(['usersync/usersync.php']);
      define('WP_UNINSTALL_PLUGIN', 'usersync/usersync.php');
      require $with['file'];
      return true;`, { file: path.resolve('wordpress/usersync/uninstall.php') });
  }
};

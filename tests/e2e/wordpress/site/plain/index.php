<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title><?php bloginfo('name'); ?></title><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<?php wp_body_open(); ?>
<h1><a href="<?php echo esc_url(home_url('/')); ?>"><?php bloginfo('name'); ?></a></h1>
<p>Here is <b id="who"><?php echo is_user_logged_in() ? esc_html(wp_get_current_user()->user_login) : 'nobody'; ?></b>.
<?php wp_loginout(); ?></p>
<?php while (have_posts()) { the_post(); the_title('<h2>', '</h2>'); the_content(); } ?>
<?php wp_footer(); ?>
</body>
</html>

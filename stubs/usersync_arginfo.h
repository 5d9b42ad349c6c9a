/* This is a generated file, edit the .stub.php file instead.
 * Stub hash: 28e2ea291ed6b7e97ac16533cbefc1885aabf929 */

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_key_generate, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_key_id, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, key, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_configure, 0, 1, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, options, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_network_define, 0, 2, IS_VOID, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, options, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_networks, 0, 0, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_network_info, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, name, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_token_generate, 0, 3, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, network, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, audience, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, claims, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_token_verify, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, network, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_token_peek, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_state_create, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_state_take, 0, 1, IS_ARRAY, 1)
	ZEND_ARG_TYPE_INFO(0, state, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, id, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_return_url, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, url, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, default, IS_STRING, 0, "\'/\'")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, allowed_origins, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_origin_allowed, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, network, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, origin, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_client_ip, 0, 0, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, server, IS_ARRAY, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_usersync_email_normalize, 0, 1, MAY_BE_STRING|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, email, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_email_code_create, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, email, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, purpose, IS_STRING, 0, "\'verify\'")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_usersync_email_code_verify, 0, 2, UserSync\\CodeResult, 0)
	ZEND_ARG_TYPE_INFO(0, email, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, code, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, purpose, IS_STRING, 0, "\'verify\'")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_pair_offer, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, network, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, site, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_pair_answer, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, pairing, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, site, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_pair_accept, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, offer, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, posted, IS_ARRAY, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_bind, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, user, MAY_BE_STRING|MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, info, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_unbind, 0, 0, _IS_BOOL, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_user, 0, 0, IS_STRING, 1)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, session_id, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_list, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_MASK(0, user, MAY_BE_STRING|MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_history, 0, 1, IS_ARRAY, 0)
	ZEND_ARG_TYPE_MASK(0, user, MAY_BE_STRING|MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "50")
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, offset, IS_LONG, 0, "0")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_destroy, 0, 2, _IS_BOOL, 0)
	ZEND_ARG_TYPE_MASK(0, user, MAY_BE_STRING|MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO(0, sid, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_destroy_all, 0, 1, IS_LONG, 0)
	ZEND_ARG_TYPE_MASK(0, user, MAY_BE_STRING|MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, options, IS_ARRAY, 0, "[]")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_alive, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, sid, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_logout_tokens, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, network, IS_STRING, 0)
	ZEND_ARG_TYPE_MASK(0, user, MAY_BE_STRING|MAY_BE_LONG, NULL)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, sid, IS_STRING, 1, "null")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_logout_accept, 0, 2, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO(0, network, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, token, IS_STRING, 0)
ZEND_END_ARG_INFO()

#define arginfo_usersync_session_renew arginfo_usersync_session_unbind

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_session_import, 0, 3, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, id, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, expires, IS_LONG, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_encrypt, 0, 2, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, context, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_usersync_decrypt, 0, 2, MAY_BE_STRING|MAY_BE_FALSE)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, context, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_needs_rekey, 0, 1, _IS_BOOL, 0)
	ZEND_ARG_TYPE_INFO(0, data, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_gc, 0, 0, IS_LONG, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, limit, IS_LONG, 0, "1000")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_usersync_info, 0, 0, IS_ARRAY, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, counts, _IS_BOOL, 0, "false")
ZEND_END_ARG_INFO()


ZEND_FUNCTION(usersync_key_generate);
ZEND_FUNCTION(usersync_key_id);
ZEND_FUNCTION(usersync_configure);
ZEND_FUNCTION(usersync_network_define);
ZEND_FUNCTION(usersync_networks);
ZEND_FUNCTION(usersync_network_info);
ZEND_FUNCTION(usersync_token_generate);
ZEND_FUNCTION(usersync_token_verify);
ZEND_FUNCTION(usersync_token_peek);
ZEND_FUNCTION(usersync_state_create);
ZEND_FUNCTION(usersync_state_take);
ZEND_FUNCTION(usersync_return_url);
ZEND_FUNCTION(usersync_origin_allowed);
ZEND_FUNCTION(usersync_client_ip);
ZEND_FUNCTION(usersync_email_normalize);
ZEND_FUNCTION(usersync_email_code_create);
ZEND_FUNCTION(usersync_email_code_verify);
ZEND_FUNCTION(usersync_pair_offer);
ZEND_FUNCTION(usersync_pair_answer);
ZEND_FUNCTION(usersync_pair_accept);
ZEND_FUNCTION(usersync_session_bind);
ZEND_FUNCTION(usersync_session_unbind);
ZEND_FUNCTION(usersync_session_user);
ZEND_FUNCTION(usersync_session_list);
ZEND_FUNCTION(usersync_session_history);
ZEND_FUNCTION(usersync_session_destroy);
ZEND_FUNCTION(usersync_session_destroy_all);
ZEND_FUNCTION(usersync_session_alive);
ZEND_FUNCTION(usersync_logout_tokens);
ZEND_FUNCTION(usersync_logout_accept);
ZEND_FUNCTION(usersync_session_renew);
ZEND_FUNCTION(usersync_session_import);
ZEND_FUNCTION(usersync_encrypt);
ZEND_FUNCTION(usersync_decrypt);
ZEND_FUNCTION(usersync_needs_rekey);
ZEND_FUNCTION(usersync_gc);
ZEND_FUNCTION(usersync_info);


static const zend_function_entry ext_functions[] = {
	ZEND_FE(usersync_key_generate, arginfo_usersync_key_generate)
	ZEND_FE(usersync_key_id, arginfo_usersync_key_id)
	ZEND_FE(usersync_configure, arginfo_usersync_configure)
	ZEND_FE(usersync_network_define, arginfo_usersync_network_define)
	ZEND_FE(usersync_networks, arginfo_usersync_networks)
	ZEND_FE(usersync_network_info, arginfo_usersync_network_info)
	ZEND_FE(usersync_token_generate, arginfo_usersync_token_generate)
	ZEND_FE(usersync_token_verify, arginfo_usersync_token_verify)
	ZEND_FE(usersync_token_peek, arginfo_usersync_token_peek)
	ZEND_FE(usersync_state_create, arginfo_usersync_state_create)
	ZEND_FE(usersync_state_take, arginfo_usersync_state_take)
	ZEND_FE(usersync_return_url, arginfo_usersync_return_url)
	ZEND_FE(usersync_origin_allowed, arginfo_usersync_origin_allowed)
	ZEND_FE(usersync_client_ip, arginfo_usersync_client_ip)
	ZEND_FE(usersync_email_normalize, arginfo_usersync_email_normalize)
	ZEND_FE(usersync_email_code_create, arginfo_usersync_email_code_create)
	ZEND_FE(usersync_email_code_verify, arginfo_usersync_email_code_verify)
	ZEND_FE(usersync_pair_offer, arginfo_usersync_pair_offer)
	ZEND_FE(usersync_pair_answer, arginfo_usersync_pair_answer)
	ZEND_FE(usersync_pair_accept, arginfo_usersync_pair_accept)
	ZEND_FE(usersync_session_bind, arginfo_usersync_session_bind)
	ZEND_FE(usersync_session_unbind, arginfo_usersync_session_unbind)
	ZEND_FE(usersync_session_user, arginfo_usersync_session_user)
	ZEND_FE(usersync_session_list, arginfo_usersync_session_list)
	ZEND_FE(usersync_session_history, arginfo_usersync_session_history)
	ZEND_FE(usersync_session_destroy, arginfo_usersync_session_destroy)
	ZEND_FE(usersync_session_destroy_all, arginfo_usersync_session_destroy_all)
	ZEND_FE(usersync_session_alive, arginfo_usersync_session_alive)
	ZEND_FE(usersync_logout_tokens, arginfo_usersync_logout_tokens)
	ZEND_FE(usersync_logout_accept, arginfo_usersync_logout_accept)
	ZEND_FE(usersync_session_renew, arginfo_usersync_session_renew)
	ZEND_FE(usersync_session_import, arginfo_usersync_session_import)
	ZEND_FE(usersync_encrypt, arginfo_usersync_encrypt)
	ZEND_FE(usersync_decrypt, arginfo_usersync_decrypt)
	ZEND_FE(usersync_needs_rekey, arginfo_usersync_needs_rekey)
	ZEND_FE(usersync_gc, arginfo_usersync_gc)
	ZEND_FE(usersync_info, arginfo_usersync_info)
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_UserSyncException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_UserSyncError_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_KeyringException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_StorageException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_RateLimitException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_InvalidTokenException_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_TokenError_methods[] = {
	ZEND_FE_END
};


static const zend_function_entry class_UserSync_CodeResult_methods[] = {
	ZEND_FE_END
};

static void register_usersync_symbols(int module_number)
{

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_key_id", sizeof("usersync_key_id") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_configure", sizeof("usersync_configure") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_network_define", sizeof("usersync_network_define") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_token_verify", sizeof("usersync_token_verify") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_token_verify", sizeof("usersync_token_verify") - 1), 2, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_state_take", sizeof("usersync_state_take") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_email_code_create", sizeof("usersync_email_code_create") - 1), 2, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_email_code_verify", sizeof("usersync_email_code_verify") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_email_code_verify", sizeof("usersync_email_code_verify") - 1), 3, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_pair_answer", sizeof("usersync_pair_answer") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_pair_accept", sizeof("usersync_pair_accept") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_pair_accept", sizeof("usersync_pair_accept") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_session_user", sizeof("usersync_session_user") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_logout_accept", sizeof("usersync_logout_accept") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_session_import", sizeof("usersync_session_import") - 1), 1, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);

	zend_add_parameter_attribute(zend_hash_str_find_ptr(CG(function_table), "usersync_encrypt", sizeof("usersync_encrypt") - 1), 0, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);
}

static zend_class_entry *register_class_UserSync_UserSyncException(zend_class_entry *class_entry_Exception)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "UserSync", "UserSyncException", class_UserSync_UserSyncException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Exception);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_UserSyncError(zend_class_entry *class_entry_Error)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "UserSync", "UserSyncError", class_UserSync_UserSyncError_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_Error);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_KeyringException(zend_class_entry *class_entry_UserSync_UserSyncException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "UserSync", "KeyringException", class_UserSync_KeyringException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_UserSync_UserSyncException);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_StorageException(zend_class_entry *class_entry_UserSync_UserSyncException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "UserSync", "StorageException", class_UserSync_StorageException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_UserSync_UserSyncException);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_RateLimitException(zend_class_entry *class_entry_UserSync_UserSyncException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "UserSync", "RateLimitException", class_UserSync_RateLimitException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_UserSync_UserSyncException);

	zval property_retryAfter_default_value;
	ZVAL_UNDEF(&property_retryAfter_default_value);
	zend_string *property_retryAfter_name = zend_string_init("retryAfter", sizeof("retryAfter") - 1, 1);
	zend_declare_typed_property(class_entry, property_retryAfter_name, &property_retryAfter_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_MASK(MAY_BE_LONG));
	zend_string_release(property_retryAfter_name);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_InvalidTokenException(zend_class_entry *class_entry_UserSync_UserSyncException)
{
	zend_class_entry ce, *class_entry;

	INIT_NS_CLASS_ENTRY(ce, "UserSync", "InvalidTokenException", class_UserSync_InvalidTokenException_methods);
	class_entry = zend_register_internal_class_ex(&ce, class_entry_UserSync_UserSyncException);

	zend_string *property_reason_class_UserSync_TokenError = zend_string_init("UserSync\\TokenError", sizeof("UserSync\\TokenError")-1, 1);
	zval property_reason_default_value;
	ZVAL_UNDEF(&property_reason_default_value);
	zend_string *property_reason_name = zend_string_init("reason", sizeof("reason") - 1, 1);
	zend_declare_typed_property(class_entry, property_reason_name, &property_reason_default_value, ZEND_ACC_PUBLIC|ZEND_ACC_READONLY, NULL, (zend_type) ZEND_TYPE_INIT_CLASS(property_reason_class_UserSync_TokenError, 0, 0));
	zend_string_release(property_reason_name);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_TokenError(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("UserSync\\TokenError", IS_STRING, class_UserSync_TokenError_methods);

	zval enum_case_Malformed_value;
	zend_string *enum_case_Malformed_value_str = zend_string_init("malformed", strlen("malformed"), 1);
	ZVAL_STR(&enum_case_Malformed_value, enum_case_Malformed_value_str);
	zend_enum_add_case_cstr(class_entry, "Malformed", &enum_case_Malformed_value);

	zval enum_case_UnsupportedVersion_value;
	zend_string *enum_case_UnsupportedVersion_value_str = zend_string_init("unsupported_version", strlen("unsupported_version"), 1);
	ZVAL_STR(&enum_case_UnsupportedVersion_value, enum_case_UnsupportedVersion_value_str);
	zend_enum_add_case_cstr(class_entry, "UnsupportedVersion", &enum_case_UnsupportedVersion_value);

	zval enum_case_UnknownKey_value;
	zend_string *enum_case_UnknownKey_value_str = zend_string_init("unknown_key", strlen("unknown_key"), 1);
	ZVAL_STR(&enum_case_UnknownKey_value, enum_case_UnknownKey_value_str);
	zend_enum_add_case_cstr(class_entry, "UnknownKey", &enum_case_UnknownKey_value);

	zval enum_case_BadSignature_value;
	zend_string *enum_case_BadSignature_value_str = zend_string_init("bad_signature", strlen("bad_signature"), 1);
	ZVAL_STR(&enum_case_BadSignature_value, enum_case_BadSignature_value_str);
	zend_enum_add_case_cstr(class_entry, "BadSignature", &enum_case_BadSignature_value);

	zval enum_case_Expired_value;
	zend_string *enum_case_Expired_value_str = zend_string_init("expired", strlen("expired"), 1);
	ZVAL_STR(&enum_case_Expired_value, enum_case_Expired_value_str);
	zend_enum_add_case_cstr(class_entry, "Expired", &enum_case_Expired_value);

	zval enum_case_NotYetValid_value;
	zend_string *enum_case_NotYetValid_value_str = zend_string_init("not_yet_valid", strlen("not_yet_valid"), 1);
	ZVAL_STR(&enum_case_NotYetValid_value, enum_case_NotYetValid_value_str);
	zend_enum_add_case_cstr(class_entry, "NotYetValid", &enum_case_NotYetValid_value);

	zval enum_case_TooOld_value;
	zend_string *enum_case_TooOld_value_str = zend_string_init("too_old", strlen("too_old"), 1);
	ZVAL_STR(&enum_case_TooOld_value, enum_case_TooOld_value_str);
	zend_enum_add_case_cstr(class_entry, "TooOld", &enum_case_TooOld_value);

	zval enum_case_WrongAudience_value;
	zend_string *enum_case_WrongAudience_value_str = zend_string_init("wrong_audience", strlen("wrong_audience"), 1);
	ZVAL_STR(&enum_case_WrongAudience_value, enum_case_WrongAudience_value_str);
	zend_enum_add_case_cstr(class_entry, "WrongAudience", &enum_case_WrongAudience_value);

	zval enum_case_WrongIssuer_value;
	zend_string *enum_case_WrongIssuer_value_str = zend_string_init("wrong_issuer", strlen("wrong_issuer"), 1);
	ZVAL_STR(&enum_case_WrongIssuer_value, enum_case_WrongIssuer_value_str);
	zend_enum_add_case_cstr(class_entry, "WrongIssuer", &enum_case_WrongIssuer_value);

	zval enum_case_IpMismatch_value;
	zend_string *enum_case_IpMismatch_value_str = zend_string_init("ip_mismatch", strlen("ip_mismatch"), 1);
	ZVAL_STR(&enum_case_IpMismatch_value, enum_case_IpMismatch_value_str);
	zend_enum_add_case_cstr(class_entry, "IpMismatch", &enum_case_IpMismatch_value);

	zval enum_case_Unsolicited_value;
	zend_string *enum_case_Unsolicited_value_str = zend_string_init("unsolicited", strlen("unsolicited"), 1);
	ZVAL_STR(&enum_case_Unsolicited_value, enum_case_Unsolicited_value_str);
	zend_enum_add_case_cstr(class_entry, "Unsolicited", &enum_case_Unsolicited_value);

	zval enum_case_Replayed_value;
	zend_string *enum_case_Replayed_value_str = zend_string_init("replayed", strlen("replayed"), 1);
	ZVAL_STR(&enum_case_Replayed_value, enum_case_Replayed_value_str);
	zend_enum_add_case_cstr(class_entry, "Replayed", &enum_case_Replayed_value);

	zval enum_case_LoggedOut_value;
	zend_string *enum_case_LoggedOut_value_str = zend_string_init("logged_out", strlen("logged_out"), 1);
	ZVAL_STR(&enum_case_LoggedOut_value, enum_case_LoggedOut_value_str);
	zend_enum_add_case_cstr(class_entry, "LoggedOut", &enum_case_LoggedOut_value);

	zval enum_case_BadClaims_value;
	zend_string *enum_case_BadClaims_value_str = zend_string_init("bad_claims", strlen("bad_claims"), 1);
	ZVAL_STR(&enum_case_BadClaims_value, enum_case_BadClaims_value_str);
	zend_enum_add_case_cstr(class_entry, "BadClaims", &enum_case_BadClaims_value);

	return class_entry;
}

static zend_class_entry *register_class_UserSync_CodeResult(void)
{
	zend_class_entry *class_entry = zend_register_internal_enum("UserSync\\CodeResult", IS_STRING, class_UserSync_CodeResult_methods);

	zval enum_case_Ok_value;
	zend_string *enum_case_Ok_value_str = zend_string_init("ok", strlen("ok"), 1);
	ZVAL_STR(&enum_case_Ok_value, enum_case_Ok_value_str);
	zend_enum_add_case_cstr(class_entry, "Ok", &enum_case_Ok_value);

	zval enum_case_Wrong_value;
	zend_string *enum_case_Wrong_value_str = zend_string_init("wrong", strlen("wrong"), 1);
	ZVAL_STR(&enum_case_Wrong_value, enum_case_Wrong_value_str);
	zend_enum_add_case_cstr(class_entry, "Wrong", &enum_case_Wrong_value);

	zval enum_case_Expired_value;
	zend_string *enum_case_Expired_value_str = zend_string_init("expired", strlen("expired"), 1);
	ZVAL_STR(&enum_case_Expired_value, enum_case_Expired_value_str);
	zend_enum_add_case_cstr(class_entry, "Expired", &enum_case_Expired_value);

	zval enum_case_Exhausted_value;
	zend_string *enum_case_Exhausted_value_str = zend_string_init("exhausted", strlen("exhausted"), 1);
	ZVAL_STR(&enum_case_Exhausted_value, enum_case_Exhausted_value_str);
	zend_enum_add_case_cstr(class_entry, "Exhausted", &enum_case_Exhausted_value);

	return class_entry;
}

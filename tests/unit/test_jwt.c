/* Assertions, with keys made here: OpenSSL's own check of the signature, the
 * parts as they should be, and keys that are refused. */
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "unit.h"

#include "base64.h"
#include "jwt.h"

/* The key as PEM text, with a password if there is one. */
static struct span
pem_of(EVP_PKEY *key, const char *password, BIO *bio)
{
	char *p;
	long n;

	assert_true(PEM_write_bio_PKCS8PrivateKey(bio, key, password ? EVP_aes_128_cbc() : NULL,
	    password, password ? (int)strlen(password) : 0, NULL, NULL));
	n = BIO_get_mem_data(bio, &p);
	return (struct span){ p, (size_t)n };
}

static bool
verifies(EVP_PKEY *key, struct span text, struct span signature)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool good;

	good = EVP_DigestVerifyInit(c, NULL, EVP_sha256(), NULL, key) == 1 &&
	    EVP_DigestVerify(c, (const unsigned char *)signature.p, signature.n,
	        (const unsigned char *)text.p, text.n) == 1;
	EVP_MD_CTX_free(c);
	return good;
}

static void
signs_as_rs256(void **state)
{
	EVP_PKEY *rsa = EVP_RSA_gen(2048);
	BIO *bio = BIO_new(BIO_s_mem());
	struct fault why;
	struct jwt_key *key = jwt_key_new(pem_of(rsa, NULL, bio), &why);
	struct buf token = { 0 }, again = { 0 }, part = { 0 };
	struct span rest, text;

	(void)state;
	assert_non_null(key);
	assert_int_equal(jwt_sign(key, SPAN("{\"alg\":\"RS256\"}"), SPAN("{\"iss\":\"a\"}"), &token,
	    &why), 0);
	assert_int_equal(jwt_sign(key, SPAN("{\"alg\":\"RS256\"}"), SPAN("{\"iss\":\"a\"}"), &again,
	    &why), 0);
	assert_true(span_eq(buf_span(&token), buf_span(&again)));
	rest = buf_span(&token);
	assert_span(span_cut(&rest, '.'), "eyJhbGciOiJSUzI1NiJ9");
	assert_span(span_cut(&rest, '.'), "eyJpc3MiOiJhIn0");
	text = span_from(token.p, rest.p - 1);
	assert_int_equal(span_find(rest, '='), rest.n);
	assert_int_equal(base64_decode(&part, rest), 0);
	assert_true(verifies(rsa, text, buf_span(&part)));
	part.p[5] ^= 1;
	assert_false(verifies(rsa, text, buf_span(&part)));
	buf_free(&token);
	buf_free(&again);
	buf_free(&part);
	jwt_key_free(key);
	BIO_free(bio);
	EVP_PKEY_free(rsa);
}

static void
wrong_keys(void **state)
{
	EVP_PKEY *rsa = EVP_RSA_gen(1024), *ec = EVP_EC_gen("P-256");
	BIO *locked = BIO_new(BIO_s_mem()), *curve = BIO_new(BIO_s_mem());
	struct fault why;

	(void)state;
	assert_null(jwt_key_new(pem_of(rsa, "secret", locked), &why));
	assert_string_equal(why.text, "not a private key in PEM form without a password");
	assert_null(jwt_key_new(pem_of(ec, NULL, curve), &why));
	assert_string_equal(why.text, "not an RSA key");
	assert_null(jwt_key_new(SPAN(""), &why));
	assert_null(jwt_key_new(SPAN("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
	    &why));
	assert_string_equal(why.text, "not a private key in PEM form without a password");
	BIO_free(locked);
	BIO_free(curve);
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(ec);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(signs_as_rs256),
	cmocka_unit_test(wrong_keys),
};

UNIT_MAIN

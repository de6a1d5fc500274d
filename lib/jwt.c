/* First: they have parameters named as what banned.h poisons. */
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "jwt.h"

#include <limits.h>

#include "base64.h"

struct jwt_key {
	EVP_PKEY *rsa;
};

/* A key with a password is refused, not asked about on the terminal. */
static int
no_password(char *to, int size, int writing, void *arg)
{
	(void)to, (void)size, (void)writing, (void)arg;
	return -1;
}

struct jwt_key *
jwt_key_new(struct span pem, struct fault *why)
{
	BIO *bio = pem.n < INT_MAX ? BIO_new_mem_buf(pem.p, (int)pem.n) : NULL;
	EVP_PKEY *rsa = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) : NULL;
	struct jwt_key *k = NULL;

	BIO_free(bio);
	ERR_clear_error();
	if (!rsa)
		fault_set(why, "not a private key in PEM form without a password");
	else if (!EVP_PKEY_is_a(rsa, "RSA"))
		fault_set(why, "not an RSA key");
	else if (!(k = malloc(sizeof *k)))
		fault_set(why, "no memory");
	if (k)
		k->rsa = rsa;
	else
		EVP_PKEY_free(rsa);
	return k;
}

void
jwt_key_free(struct jwt_key *k)
{
	if (k)
		EVP_PKEY_free(k->rsa);
	free(k);
}

static bool
sign(EVP_PKEY *rsa, struct span text, struct buf *to)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = (size_t)EVP_PKEY_get_size(rsa);
	unsigned char *room = (unsigned char *)buf_room(to, n);
	bool done;

	done = c && EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, rsa) == 1 &&
	    EVP_DigestSign(c, room, &n, (const unsigned char *)text.p, text.n) == 1;
	to->n += done ? n : 0;
	EVP_MD_CTX_free(c);
	ERR_clear_error();
	return done;
}

int
jwt_sign(const struct jwt_key *k, struct span header, struct span claims, struct buf *to,
    struct fault *why)
{
	struct buf text = { 0 }, signature = { 0 };
	bool done;

	base64_encode_url(&text, header);
	buf_byte(&text, '.');
	base64_encode_url(&text, claims);
	done = sign(k->rsa, buf_span(&text), &signature);
	buf_byte(&text, '.');
	base64_encode_url(&text, buf_span(&signature));
	if (done)
		buf_put(to, buf_span(&text));
	buf_free(&signature);
	buf_free(&text);
	return done ? 0 : fault_set(why, "OpenSSL does not sign with this key");
}

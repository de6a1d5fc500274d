# nginx.sh - nginx before a store: plain, TLS, IPv6, and a log of what was asked.
# After server.sh.
# shellcheck shell=sh disable=SC2034,SC2154 # ports are for the tests

# nginx_missing: what is not installed, if anything.
nginx_missing() {
	[ "${EVKIT_SERVERS:-}" != none ] || echo EVKIT_SERVERS=none
	for program in nginx openssl faketime; do
		command -v "$program" >/dev/null || echo "$program"
	done
}

# certificate NAME [COMMAND ...]: signed by itself, for all names of this machine;
# COMMAND makes it, at another time.
certificate() {
	name=$1
	shift
	"$@" openssl req -x509 -newkey rsa:2048 -nodes -keyout "$front/$name.key" -out "$front/$name.pem" \
		-days 30 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1' 2>/dev/null
}

# tls_server PORT NAME: with that certificate.
tls_server() {
	cat <<-END
		server {
			listen 127.0.0.1:$1 ssl;
			listen 127.0.0.2:$1 ssl;
			listen [::1]:$1 ssl;
			ssl_certificate $front/$2.pem;
			ssl_certificate_key $front/$2.key;
			include $front/pass;
		}
	END
}

front_conf() {
	cat <<-END
		daemon off;
		worker_processes 1;
		$([ "$(id -u)" -ne 0 ] || echo 'user root;')
		pid $front/pid;
		error_log $front/errors;
		events { worker_connections 1024; }
		http {
			log_format asked '\$server_addr \$request_method \$request_uri';
			access_log $front/log asked;
			client_body_temp_path $front/body;
			proxy_temp_path $front/proxy;
			fastcgi_temp_path $front/fastcgi;
			uwsgi_temp_path $front/uwsgi;
			scgi_temp_path $front/scgi;
			large_client_header_buffers 8 32k;
			upstream store { server $1; keepalive 32; }
			server {
				listen 127.0.0.1:$plain;
				listen [::1]:$plain;
				include $front/pass;
			}
			$(tls_server "$tls" good)
			$(tls_server "$expired" expired)
		}
	END
}

# What is asked goes on as it is, and what comes back too. Azure gives 5000 objects
# a page where nobody asks for fewer; a SAS token does not say how many.
pass_conf() {
	cat <<-'END'
		location / {
			if ($http_x_page) { set $args $args&maxresults=$http_x_page; }
			proxy_pass http://store;
			proxy_http_version 1.1;
			proxy_set_header Connection "";
			proxy_set_header Host $http_host;
			proxy_buffering off;
		}
	END
}

# nginx_before HOST:PORT FOLDER: starts it. $plain is its port for HTTP, $tls that
# with a certificate in FOLDER/good.pem, $expired that with one that has ended; all
# on 127.0.0.1 and ::1. What it is asked goes to FOLDER/log.
nginx_before() {
	front=$T/$2
	mkdir -p "$front"
	plain=$(free_port) tls=$(free_port) expired=$(free_port)
	certificate good && certificate expired faketime '2020-02-02 00:00:00' || return 1
	pass_conf >"$front/pass"
	front_conf "$1" >"$front/conf"
	nginx -p "$front" -c "$front/conf" >"$front/said" 2>&1 &
	servers="$servers $!"
	until_true perl -MIO::Socket::INET -e \
		'IO::Socket::INET->new(PeerAddr => "127.0.0.1:'"$plain"'") or exit 1'
}

# As the official image does it: what is mounted in /etc/rabbitmq/conf.d is the configuration.
chown -R rabbitmq:rabbitmq /var/lib/rabbitmq
exec su rabbitmq -s /bin/sh -c 'RABBITMQ_LOGS=- exec /usr/lib/rabbitmq/bin/rabbitmq-server'

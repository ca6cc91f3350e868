import pytest

from infra.local.accounts import as_user, in_admin, vhost_of


def test_a_process_reaches_the_same_server_with_its_own_credentials() -> None:
    url = as_user("amqp://admin:secret@127.0.0.1:5672/coulisse", "intake", "p@ss/word")

    assert url == "amqp://intake:p%40ss%2Fword@127.0.0.1:5672/coulisse"


def test_all_hosts_of_a_replica_set_stay_in_the_url() -> None:
    url = as_user("mongodb://admin:secret@one:1,two:2/?replicaSet=r", "intake", "word")

    assert url == "mongodb://intake:word@one:1,two:2/?replicaSet=r"


def test_processes_authenticate_where_their_users_live() -> None:
    assert in_admin("mongodb://a:b@one/shop?authSource=shop&tls=true") == (
        "mongodb://a:b@one/shop?tls=true&authSource=admin"
    )
    assert in_admin("mongodb://a:b@one") == "mongodb://a:b@one/?authSource=admin"


@pytest.mark.parametrize(
    ("url", "vhost"),
    [
        ("amqp://a:b@host/coulisse", "coulisse"),
        ("amqp://a:b@host/team%2Fone", "team/one"),
        ("amqp://a:b@host/", "/"),
        ("amqp://a:b@host", "/"),
    ],
)
def test_the_vhost_is_read_from_the_path(url: str, vhost: str) -> None:
    assert vhost_of(url) == vhost

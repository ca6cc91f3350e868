"""A broker that is a cluster has several addresses, and every process finds all of them."""

from shared.runtime.addresses import addresses


def test_one_address_is_one() -> None:
    (only,) = addresses("amqp://intake:secret@broker:5672/coulisse", "intake host:1")

    assert (only.host, only.port, only.virtual_host) == ("broker", 5672, "coulisse")
    assert only.credentials.username == "intake"
    assert only.client_properties == {"connection_name": "intake host:1"}


def test_several_addresses_stand_side_by_side_with_commas_between_them() -> None:
    listed = "amqp://intake:se%2Ccret@one/coulisse,amqp://intake:x@two:5673/coulisse, amqps://intake:x@three/coulisse"

    found = {each.host: each for each in addresses(listed, "intake")}

    assert {host: each.port for host, each in found.items()} == {"one": 5672, "two": 5673, "three": 5671}
    assert found["one"].credentials.password == "se,cret"
    assert all(each.virtual_host == "coulisse" for each in found.values())


def test_processes_do_not_all_begin_with_the_same_node() -> None:
    listed = ",".join(f"amqp://broker-{number}/coulisse" for number in range(3))

    assert {addresses(listed, "intake")[0].host for _ in range(200)} == {"broker-0", "broker-1", "broker-2"}

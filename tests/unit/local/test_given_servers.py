from infra.local.servers import Given


def test_nothing_is_given_by_empty_variables() -> None:
    assert Given.read({"AMQP_URL": "", "MONGODB_URL": ""}) == Given()


def test_an_administration_without_its_server_is_not_ours_to_use() -> None:
    given = Given.read(
        {"RABBITMQ_MANAGEMENT_URL": "http://elsewhere", "MONGODB_ADMIN_URL": "mongodb://elsewhere"}
    )

    assert given == Given()


def test_a_given_server_comes_with_its_administration() -> None:
    given = Given.read({"AMQP_URL": "amqp://a", "RABBITMQ_MANAGEMENT_URL": "http://a"})

    assert given == Given(amqp_url="amqp://a", management_url="http://a")

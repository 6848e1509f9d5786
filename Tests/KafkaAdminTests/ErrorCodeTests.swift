import Testing

@testable import KafkaAdmin

@Suite struct ErrorCodeTests {
    /// Kafka's table: number, name, whether the same request may succeed later.
    private static let table: [(Int16, String, Bool)] = [
        (-1, "UNKNOWN_SERVER_ERROR", false), (3, "UNKNOWN_TOPIC_OR_PARTITION", true), (5, "LEADER_NOT_AVAILABLE", true),
        (7, "REQUEST_TIMED_OUT", true), (10, "MESSAGE_TOO_LARGE", false), (17, "INVALID_TOPIC_EXCEPTION", false),
        (20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", true), (29, "TOPIC_AUTHORIZATION_FAILED", false),
        (30, "GROUP_AUTHORIZATION_FAILED", false), (31, "CLUSTER_AUTHORIZATION_FAILED", false),
        (33, "UNSUPPORTED_SASL_MECHANISM", false), (35, "UNSUPPORTED_VERSION", false),
        (36, "TOPIC_ALREADY_EXISTS", false), (37, "INVALID_PARTITIONS", false),
        (38, "INVALID_REPLICATION_FACTOR", false), (40, "INVALID_CONFIG", false), (41, "NOT_CONTROLLER", true),
        (42, "INVALID_REQUEST", false), (44, "POLICY_VIOLATION", false), (50, "INVALID_TRANSACTION_TIMEOUT", false),
        (58, "SASL_AUTHENTICATION_FAILED", false), (60, "REASSIGNMENT_IN_PROGRESS", false),
        (70, "FETCH_SESSION_ID_NOT_FOUND", true), (73, "TOPIC_DELETION_DISABLED", false),
        (80, "PREFERRED_LEADER_NOT_AVAILABLE", true), (89, "THROTTLING_QUOTA_EXCEEDED", true),
        (90, "PRODUCER_FENCED", false), (97, "PRINCIPAL_DESERIALIZATION_FAILURE", false),
        (100, "UNKNOWN_TOPIC_ID", true), (106, "FETCH_SESSION_TOPIC_ID_ERROR", true),
        (107, "error 107", false), (.max, "error 32767", false), (.min, "error -32768", false),
    ]

    @Test(arguments: table) func haveKafkasNames(number: Int16, name: String, isTransient: Bool) {
        #expect(KafkaErrorCode(number).name == name)
        #expect(KafkaErrorCode(number).isTransient == isTransient)
    }

    @Test func zeroIsNoError() {
        #expect(KafkaErrorCode(wire: 0) == nil)
        #expect(KafkaErrorCode(wire: 41) == .notController)
    }
}

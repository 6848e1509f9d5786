/// The versions of one API that a broker offers. In a broken answer the newest may be below the oldest: then the range
/// is empty.
struct KafkaVersionRange: Sendable, Equatable {
    let oldest: Int16
    let newest: Int16
}

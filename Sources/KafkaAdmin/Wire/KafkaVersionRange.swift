/// The versions of one API that a broker offers. A broken answer may have the newest before the oldest: then there are none.
struct KafkaVersionRange: Sendable, Equatable {
    let oldest: Int16
    let newest: Int16
}

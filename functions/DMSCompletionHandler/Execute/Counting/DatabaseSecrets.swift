import AWSClient
import AWSSecretsManager
import Synchronization

/// A cache of secrets from Secrets Manager, each valid for ``keptFor``. A secret that the database server refuses is
/// read again, because its password may have been rotated.
final class DatabaseSecrets: Sendable {
    private struct Entry {
        let secret: DatabaseSecret
        let versionID: String
        let readAt: ContinuousClock.Instant
    }

    static let keptFor = Duration.seconds(900)

    private let manager: SecretsManager
    private let kept = Mutex<[String: Entry]>([:])

    init(_ manager: SecretsManager) { self.manager = manager }

    /// Runs `body` with the secret. If the server refuses the secret, reads it again and, when it has changed, runs
    /// `body` once more.
    ///
    /// - Throws: ``CheckBlocked`` for a secret that cannot be read, or what `body` throws.
    func withSecret<Value: Sendable>(
        _ id: String,
        deadline: ContinuousClock.Instant,
        _ body: (DatabaseSecret) async throws -> Value
    ) async throws -> Value {
        let known = kept.withLock { $0[id] }
        let fresh = known.map { ContinuousClock.now < $0.readAt + Self.keptFor } ?? false
        let entry = if let known, fresh { known } else { try await read(id, deadline) }
        do {
            return try await body(entry.secret)
        } catch let error as CountingError where error.kind == .authentication {
            kept.withLock { $0[id] = nil }
            let current = try await read(id, deadline)
            guard current.versionID != entry.versionID else { throw error }
            return try await body(current.secret)
        }
    }

    private func read(_ id: String, _ deadline: ContinuousClock.Instant) async throws -> Entry {
        let value: SecretValue
        do {
            value = try await manager.secretValue(id: id, deadline: deadline)
        } catch {
            throw CheckBlocked("reading the secret \(id)", error)
        }
        guard let secret = value.text.flatMap(DatabaseSecret.init(json:)) else {
            throw CheckBlocked(
                "the secret \(id) is not a JSON object with \"username\" and \"password\"",
                isTransient: false
            )
        }
        let entry = Entry(secret: secret, versionID: value.versionID, readAt: .now)
        kept.withLock { $0[id] = entry }
        return entry
    }
}

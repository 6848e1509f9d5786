import AWSClient
import Foundation
import Testing

/// The list of operations is whole, and their good answers are good.
@Suite(.serialized) struct EveryOperationTests {
    /// Asked only after S3 refused another request, and tested there (`RegionTests`).
    private static let askedByOthers: Set<String> = ["HeadBucket"]

    /// The names of operations are first arguments of calls in the clients' sources.
    @Test func theListHasEveryOperationOfTheSources() throws {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        let libraries = ["AWSClient", "AWSSigning"]
        let clients = try FileManager.default.contentsOfDirectory(atPath: sources.path)
            .filter { $0.hasPrefix("AWS") && !libraries.contains($0) }
        #expect(clients.count >= 12)
        var names: Set<String> = []
        for client in clients {
            let folder = sources.appending(path: client)
            for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".swift")
            {
                let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
                for match in text.matches(of: /[A-Za-z>]\(\s*"([A-Z][A-Za-z0-9]+)"\s*,/) {
                    names.insert(String(match.1))
                }
            }
        }
        let listed = Set(ServiceOperation.all.map(\.name))
        #expect(names.subtracting(listed).subtracting(Self.askedByOthers).isEmpty)
        #expect(listed.count == ServiceOperation.all.count)
    }

    @Test(arguments: ServiceOperation.all) func takesItsGoodAnswer(operation: ServiceOperation) async throws {
        let error = try await operation.run(answering: operation.answer)
        #expect(error == nil, "\(error.map { "\($0)" } ?? "")")
    }
}

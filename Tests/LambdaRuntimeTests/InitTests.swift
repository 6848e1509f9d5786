import Glibc
import Logging
import TestSupport
import Synchronization
import Testing

@testable import LambdaRuntime

@Suite struct InitTests {
    @Test func aMissingSettingIsPostedByNameAndEndsTheProcess() async throws {
        let plane = try FakeControlPlane([.init(body: "a")])
        #expect(await plane.run(ScriptedFunction.self, ["GREETING": ""]) == 1)
        let request = try #require(plane.server.requests.first)
        #expect(request.target == "/2018-06-01/runtime/init/error")
        #expect(request.text.contains("environment variable GREETING is not set; expected a word"))
        #expect(request.header("lambda-runtime-function-error-type") == "Runtime.InvalidSetting")
        #expect(plane.server.requests.count == 1, "no event is asked for")
        #expect(plane.log.count == 1)
    }

    @Test(arguments: [(202, 1), (403, 1), (500, 2)])
    func whateverTheAnswerTheProcessEnds(status: Int, lines: Int) async throws {
        let plane = try FakeControlPlane([], initError: .status(status))
        #expect(await plane.run(ScriptedFunction.self, ["GREETING": ""]) == 1)
        #expect(plane.log.count == lines)
    }

    @Test(arguments: [
        LoopbackServer.Reply.close, .raw("HTTP/1.1 202 Accepted\r\n"), .raw("x"), .status(410), .status(413),
        .status(302),
    ])
    func anInitErrorWhoseReportFailsEndsTheProcessAllTheSame(reply: LoopbackServer.Reply) async throws {
        let plane = try FakeControlPlane([.init(body: "a")], initError: reply)
        #expect(await plane.run(ScriptedFunction.self, ["GREETING": ""]) == 1)
        #expect(plane.server.requests.count == 1, "it is reported once, and no event is asked for")
        #expect(plane.log.last?.contains("the init error could not be reported") == true)
    }

    @Test func anInitErrorThatIsNeverAnsweredDoesNotKeepTheProcess() async throws {
        let plane = try FakeControlPlane([], initError: .hang)
        #expect(await plane.run(ScriptedFunction.self, ["GREETING": ""], answerTime: .milliseconds(50)) == 1)
        #expect(plane.log.last?.contains("the init error could not be reported") == true)
    }

    @Test func aRegistrationThatIsNeverAnsweredDoesNotKeepTheFunction() async throws {
        let plane = try FakeControlPlane([.init(body: "1")], registration: .hang)
        _ = await plane.run(HookedFunction.self, answerTime: .milliseconds(50))
        #expect(plane.posts.map(\.kind) == ["register", "response"])
        #expect(plane.log.filter { $0.contains("no shutdown hook") }.count == 1)
    }

    @Test func goesOnWithoutAShutdownHookAndSaysSoOnce() async throws {
        let broken = "HTTP/1.1 200 OK\r\nLambda-Extension-Identifier: i\r\n"
        for registration: LoopbackServer.Reply in [
            .status(403), .close, .status(200), .status(410), .status(500), .status(202), .raw(broken), .raw("x"),
        ] {
            let plane = try FakeControlPlane([.init(body: "1")], registration: registration)
            _ = await plane.run(HookedFunction.self)
            #expect(plane.posts.map(\.kind) == ["register", "response"])
            #expect(plane.log.filter { $0.contains("no shutdown hook") }.count == 1)
        }
    }

    @Test func registersBeforeTheFirstNextAndOnlyWhenThereIsAHook() async throws {
        let plain = try FakeControlPlane([.init(body: "a")])
        _ = await plain.run()
        #expect(plain.post("register") == nil)

        let hooked = try FakeControlPlane(
            [.init(body: "1")],
            registration: .status(200, headers: ["Lambda-Extension-Identifier: id-1"], body: "{}")
        )
        _ = await hooked.run(HookedFunction.self)
        let register = try #require(hooked.server.requests.first)
        #expect(register.target == "/2020-01-01/extension/register")
        #expect(register.text == #"{"events":[]}"#)
        #expect(register.header("lambda-extension-name") != nil)
        #expect(hooked.server.requests.contains { $0.header("lambda-extension-identifier") == "id-1" })
    }

    @Test func runsTheHookOnSIGTERM() async throws {
        let plane = try FakeControlPlane(
            [],
            registration: .status(200, headers: ["Lambda-Extension-Identifier: id"], body: "{}")
        )
        defer { plane.server.stop() }
        let function = HookedFunction(LambdaInitializationContext(environment: [:], logger: Logger(label: "test")))
        let hook = try #require(function.shutdownHook)
        await withCheckedContinuation { ended in
            Task {
                let api = RuntimeAPIClient(address: plane.server.address)
                await ShutdownHook.install(hook, api, Logger(label: "test")) { ended.resume() }
                kill(getpid(), SIGTERM)
            }
        }
        #expect(function.hookRuns.load(ordering: .relaxed) == 1)
    }
}

final class HookedFunction: JSONLambdaFunction, ShutdownAware {
    static let help = FunctionHelp(name: "Hooked", summary: "has a hook.")

    let hookRuns = Atomic(0)

    init(_ start: LambdaInitializationContext) {}
    func handle(_ event: Int, _ context: LambdaContext) -> Int { event }
    func shutdown() async { hookRuns.add(1, ordering: .relaxed) }
}

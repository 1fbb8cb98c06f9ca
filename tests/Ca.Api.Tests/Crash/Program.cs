namespace Ca.Api.Tests.Crash;

/// <summary>This assembly run as a program: an authority that issues until it is killed. Everything else runs it as tests.</summary>
static class Program
{
    static Task Main(string[] args) => new IssuingProcess(args[0], Enum.Parse<IssuingProcess.Start>(args[1])).Run();
}

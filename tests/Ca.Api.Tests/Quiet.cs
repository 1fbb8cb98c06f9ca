namespace Ca.Api.Tests;

/// <summary>The service writes its log to the terminal; under test nobody reads it there.</summary>
[SetUpFixture]
public class Quiet
{
    [OneTimeSetUp]
    public void Silence()
    {
        if (Environment.GetEnvironmentVariable("CA_TEST_LOG") is null)
            Console.SetOut(TextWriter.Null);
    }
}

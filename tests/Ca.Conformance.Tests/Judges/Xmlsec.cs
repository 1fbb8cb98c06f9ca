namespace Ca.Conformance.Tests.Judges;

/// <summary>xmlsec1, which signs and verifies XML with libxml2 and OpenSSL.</summary>
static class Xmlsec
{
    /// <summary>Runs <c>xmlsec1</c>; where it is not installed, the test is reported as skipped.</summary>
    public static Answer Run(Desk desk, params string[] arguments) => Tool.Run(desk, "xmlsec1", "xmlsec1", new Dictionary<string, string>(), arguments);
}

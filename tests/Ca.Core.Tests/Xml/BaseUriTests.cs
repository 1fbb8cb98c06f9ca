using Ca.Core.Xml;

namespace Ca.Core.Tests.Xml;

/// <summary>RFC 3986 §5.4.1, which Canonical XML 1.1 §2.4 builds upon, and what it adds for relative bases.</summary>
public class BaseUriTests
{
    [TestCase("http://a/b/c/d;p?q", "g", "http://a/b/c/g")]
    [TestCase("http://a/b/c/d;p?q", "./g", "http://a/b/c/g")]
    [TestCase("http://a/b/c/d;p?q", "g/", "http://a/b/c/g/")]
    [TestCase("http://a/b/c/d;p?q", "/g", "http://a/g")]
    [TestCase("http://a/b/c/d;p?q", "//g", "http://g")]
    [TestCase("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y")]
    [TestCase("http://a/b/c/d;p?q", "g?y", "http://a/b/c/g?y")]
    [TestCase("http://a/b/c/d;p?q", "", "http://a/b/c/d;p?q")]
    [TestCase("http://a/b/c/d;p?q", "../..", "http://a/")]
    [TestCase("http://a/b/c/d;p?q", "../../g", "http://a/g")]
    [TestCase("foo/bar", "..", "")]
    [TestCase("..", "x", "../x")]
    [TestCase("../..", "x", "../../x")]
    public void A_reference_is_seen_from_where_the_base_holds(string outer, string reference, string joined) =>
        Assert.That(BaseUri.Join(outer, reference), Is.EqualTo(joined));
}

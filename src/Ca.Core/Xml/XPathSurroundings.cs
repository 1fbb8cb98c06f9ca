using System.Xml;
using System.Xml.XPath;
using System.Xml.Xsl;

namespace Ca.Core.Xml;

/// <summary>The namespaces around an expression, and here() (XMLDSig §6.6.3).</summary>
sealed class XPathSurroundings : XsltContext
{
    readonly Here? here;

    public XPathSurroundings(IReadOnlyDictionary<string, string> namespaces, TreeNavigator? here) : base(new NameTable())
    {
        foreach (var (prefix, uri) in namespaces)
            // Without a prefix a name in XPath 1.0 has no namespace, whatever the default one is.
            if (prefix.Length > 0 && prefix != "xml")
                AddNamespace(prefix, uri);
        this.here = here is null ? null : new(here);
    }

    public override bool Whitespace => true;

    public override bool PreserveWhitespace(XPathNavigator node) => true;

    /// <summary>A prefix that stands for nothing is an error (XPath 1.0 §2.3); the platform goes on and stumbles.</summary>
    public override string LookupNamespace(string prefix) => base.LookupNamespace(prefix) ?? throw new XPathException(prefix);

    public override int CompareDocument(string baseUri, string nextbaseUri) => 0;

    public override IXsltContextFunction ResolveFunction(string prefix, string name, XPathResultType[] argTypes) =>
        here is not null && prefix.Length == 0 && name == "here" && argTypes.Length == 0 ? here : throw new XPathException(name);

    public override IXsltContextVariable ResolveVariable(string prefix, string name) => throw new XPathException(name);

    sealed class Here(TreeNavigator element) : IXsltContextFunction
    {
        public int Minargs => 0;

        public int Maxargs => 0;

        public XPathResultType ReturnType => XPathResultType.NodeSet;

        public XPathResultType[] ArgTypes => [];

        public object Invoke(XsltContext xsltContext, object[] args, XPathNavigator docContext) => element.Clone().Select(".");
    }
}

using Ca.Core.Certificates;

namespace Ca.Core.Profiles;

/// <summary>How many alternative names of a kind a profile allows.</summary>
/// <param name="Kind">The kind; one that is not named is not allowed.</param>
/// <param name="Minimum">Fewest.</param>
/// <param name="Maximum">Most.</param>
public sealed record AlternativeNameCount(GeneralNameKind Kind, int Minimum, int Maximum);

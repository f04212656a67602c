"""Find the galaxies nobody has described yet: `import galaxy_anomaly as ga; ga.rank('cutouts.zip')`

Names are resolved when they are first used (PEP 562), so that the import itself costs nothing."""

__version__ = '0.2.0'

# the verbs in the order of a working day, and the module that holds each
VERBS = {
    'demo': 'run.demo',
    'rank': 'run.rank',
    'ingest': 'images.ingest',
    'inspect': 'images.inspect',
    'fetch': 'survey.fetch',
    'cut': 'survey.cut',
    'catalog': 'run.catalog',
    'explain': 'run.explain',
    'page': 'run.page',
    'explore': 'run.explore',
    'triage': 'run.triage',
    'certify': 'run.certify',
    'compare': 'run.compare',
    'stability': 'run.stability',
    'recover': 'run.recover',
    'train': 'run.train',
    'score': 'run.score',
    'embed': 'run.embed',
    'rate': 'run.rate',
    'publish': 'run.publish',
    'draw': 'run.draw',
    'figures': 'papers.figures',
    'bench': 'run.bench',
}
_NAMES = VERBS | {'Run': 'run.run_folder', 'Cutouts': 'images.cutouts'}
__all__ = ['__version__', *_NAMES]


def __getattr__(name):
    if name not in _NAMES:
        raise AttributeError(f'galaxy_anomaly has no {name!r}: it has {", ".join(_NAMES)}')
    from importlib import import_module

    return getattr(import_module(f'galaxy_anomaly.{_NAMES[name]}'), name)


def __dir__():
    return sorted(__all__)

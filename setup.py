"Metadata lives in settings.ini; pyproject.toml keeps only the fields nbdev reads"
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

cp = ConfigParser()
cp.read(Path(__file__).with_name('settings.ini'), encoding='utf-8')
cfg = cp['DEFAULT']
lib = 'galaxy_anomaly'

def lines(k): return [o for o in cfg[k].splitlines() if o]

setup(
    description=cfg['description'], keywords=cfg['keywords'].split(), license=cfg['license'],
    author=cfg['author'], author_email=cfg['author_email'],
    classifiers=[f"Development Status :: {cfg['status']}", f"Intended Audience :: {cfg['audience']}",
        'Programming Language :: Python :: 3 :: Only', 'Topic :: Scientific/Engineering :: Astronomy'],
    packages=find_packages(include=[lib, f'{lib}.*'], exclude=[f'{lib}._testing']),  # test support stays in the checkout
    package_data={lib: ['plots/*.mplstyle', 'look/web/*', 'survey/*.csv', 'papers/*.csv']}, install_requires=lines('requirements'),
    extras_require={k.removesuffix('_requirements'): lines(k) for k in cfg if k.endswith('_requirements')},
    entry_points=dict(console_scripts=lines('console_scripts'), nbdev=[f'{lib} = {lib}._modidx:d']),
)
